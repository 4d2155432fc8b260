package main

import (
	"log"
	"net/smtp"
	"os"

	"github.com/joho/godotenv"
)

func main() {
	if err := godotenv.Load(); err != nil {
		log.Fatal(err)
	}
	host := os.Getenv("SMTP_HOST")
	auth := smtp.PlainAuth("", os.Getenv("SMTP_USER"), os.Getenv("SMTP_PASSWORD"), host)
	addr := host + ":" + os.Getenv("SMTP_PORT")
	if err := smtp.SendMail(addr, auth, os.Getenv("SMTP_USER"), []string{"orders@example.org"}, []byte("Hello")); err != nil {
		log.Fatal(err)
	}
}
