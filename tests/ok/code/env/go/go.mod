module example.org/shop

require github.com/joho/godotenv v1.5.1
