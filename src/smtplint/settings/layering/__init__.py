"""Files of one program that complete and replace each other, laid together as the program does."""
