"""Users and how we reach them. Nothing here sends mail."""
from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: object) -> User:
        if not email:
            raise ValueError("an email address is needed")
        user = self.model(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **extra: object) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"), unique=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    email_opt_in = models.BooleanField(default=False)
    display_name = models.CharField(max_length=80, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.email


class MailAccount(models.Model):
    """An account of a customer, entered in the web form and used by the worker."""

    class Security(models.TextChoices):
        NONE = "none", _("none")
        STARTTLS = "starttls", "STARTTLS"
        TLS = "tls", "TLS"

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_accounts")
    smtp_host = models.CharField(max_length=253)
    smtp_port = models.PositiveIntegerField(
        default=587, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    smtp_security = models.CharField(max_length=10, choices=Security.choices, default=Security.STARTTLS)
    smtp_username = models.CharField(max_length=254, blank=True)
    smtp_password = models.BinaryField(blank=True)
    from_email = models.EmailField()
    use_tls = models.BooleanField(default=True)
    use_ssl = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["owner", "smtp_host"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "from_email"], name="one_account_per_sender"),
        ]
