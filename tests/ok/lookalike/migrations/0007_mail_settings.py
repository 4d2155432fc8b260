from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("tenants", "0006_branding")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="email_host",
            field=models.CharField(blank=True, default="localhost", max_length=253),
        ),
        migrations.AddField(
            model_name="tenant",
            name="email_port",
            field=models.PositiveIntegerField(default=25),
        ),
        migrations.AddField(
            model_name="tenant",
            name="email_host_user",
            field=models.CharField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="tenant",
            name="email_host_password",
            field=models.CharField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="tenant",
            name="email_use_tls",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="tenant",
            name="email_use_ssl",
            field=models.BooleanField(default=False),
        ),
    ]
