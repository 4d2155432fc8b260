HOST = "smtp.gmail.com"
PORT = 465 if SUBMISSIONS else 587
