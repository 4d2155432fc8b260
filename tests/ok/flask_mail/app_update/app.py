import os

from flask import Flask, abort, jsonify, request
from flask_mail import Mail, Message

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ["SECRET_KEY"],
    MAIL_SERVER="smtp.sendgrid.net",
    MAIL_PORT=587,
    MAIL_USE_TLS=True,
    MAIL_USERNAME="apikey",
    MAIL_PASSWORD=os.environ["SENDGRID_API_KEY"],
    MAIL_DEFAULT_SENDER="contact@example.com",
)
mail = Mail(app)


@app.post("/contact")
def contact():
    data = request.get_json(silent=True) or {}
    if not data.get("text"):
        abort(400)
    msg = Message("Contact form", recipients=["office@example.com"], reply_to=data.get("email"))
    msg.body = data["text"]
    mail.send(msg)
    return jsonify(ok=True)


@app.get("/health")
def health():
    return jsonify(status="up")
