import nodemailer from "nodemailer";

export async function send(to: string) {
  "use server";
  const transport = nodemailer.createTransport({ service: "gmail", auth: { user: process.env.U, pass: process.env.P } });
  await transport.sendMail({ to, subject: "Hello", text: "It's here" });
}

export default function Invite({ to }: { to: string }) {
  return (
    <form action={() => send(to)}>
      <p className="hint">Don't worry, smtp is secure: 1/2 of it {to ? "yes" : "no"}</p>
      <button>Send</button>
    </form>
  );
}
