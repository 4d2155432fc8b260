// Sends one alert by e-mail with Alertmanager's own notifier, told by an alertmanager.yml; prints the error and exits 1 when it cannot.
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/go-kit/log"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/notify"
	"github.com/prometheus/alertmanager/notify/email"
	"github.com/prometheus/alertmanager/template"
	"github.com/prometheus/alertmanager/types"
	"github.com/prometheus/common/model"
)

// templates is where Debian has the templates of the texts.
const templates = "/usr/share/gocode/src/github.com/prometheus/alertmanager/template"

func send(file string) error {
	conf, err := config.LoadFile(file)
	if err != nil {
		return err
	}
	tmpl, err := template.FromGlobs(templates, conf.Templates...)
	if err != nil {
		return err
	}
	tmpl.ExternalURL = &url.URL{Scheme: "http", Host: "alertmanager.example.org"}
	ctx := notify.WithGroupKey(context.Background(), "test")
	ctx = notify.WithReceiverName(ctx, "mail")
	labels := model.LabelSet{"alertname": "Test"}
	ctx = notify.WithGroupLabels(ctx, labels)
	alert := &types.Alert{Alert: model.Alert{Labels: labels, StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour)}}
	for _, one := range conf.Receivers[0].EmailConfigs {
		if _, err := email.New(one, tmpl, log.NewNopLogger()).Notify(ctx, alert); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if err := send(os.Args[1]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
