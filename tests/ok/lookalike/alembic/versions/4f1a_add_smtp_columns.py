"""add smtp columns

Revision ID: 4f1a
Revises: 3c90
"""
import sqlalchemy as sa
from alembic import op

revision = "4f1a"
down_revision = "3c90"


def upgrade() -> None:
    op.add_column("organisation", sa.Column("smtp_host", sa.String(253), nullable=True))
    op.add_column("organisation", sa.Column("smtp_port", sa.Integer(), server_default="465"))
    op.add_column("organisation", sa.Column("smtp_starttls", sa.Boolean(), server_default=sa.true()))
    op.add_column("organisation", sa.Column("smtp_ssl", sa.Boolean(), server_default=sa.true()))
    op.add_column("organisation", sa.Column("smtp_user", sa.String(254), nullable=True))
    op.execute("UPDATE organisation SET smtp_host = 'smtp.gmail.com', smtp_port = 25 WHERE smtp_host IS NULL")


def downgrade() -> None:
    for name in ("smtp_user", "smtp_ssl", "smtp_starttls", "smtp_port", "smtp_host"):
        op.drop_column("organisation", name)
