"""What the files of a program say together: Python settings modules, and program code with what it loads."""
