package mail

import (
	"crypto/tls"
	"fmt"
	"net/smtp"
	"os"
	"strconv"

	"gopkg.in/gomail.v2"
)

type Config struct {
	Host string
	Port int
	SSL  bool
}

func New(conf *Config) *gomail.Dialer {
	d := gomail.NewDialer(conf.Host, conf.Port, os.Getenv("SMTP_USER"), os.Getenv("SMTP_PASS"))
	d.SSL = conf.SSL
	d.TLSConfig = &tls.Config{ServerName: conf.Host, MinVersion: tls.VersionTLS12}
	return d
}

func fromEnvironment() (*gomail.Dialer, error) {
	host := os.Getenv("SMTP_HOST")
	if host == "" {
		host = "localhost"
	}
	port, err := strconv.Atoi(os.Getenv("SMTP_PORT"))
	if err != nil {
		port = 1025
	}
	return gomail.NewDialer(host, port, "", ""), nil
}

func relay(host string, msg []byte) error {
	return smtp.SendMail(fmt.Sprintf("%s:%d", host, 465), nil, "a@example.org", []string{"b@example.org"}, msg)
}

func local(msg []byte) error {
	return smtp.SendMail("localhost:25", nil, "a@example.org", []string{"b@example.org"}, msg)
}
