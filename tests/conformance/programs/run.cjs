// Runs each program of [[text, environment], ...] on standard input; prints what createTransport is given, one a line.
const vm = require("vm");

const shown = (key, value) =>
  value === undefined ? "__unset" : typeof value === "number" && isNaN(value) ? "__nan" : value;

for (const [text, env] of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
  let given = "null";
  const nodemailer = {
    createTransport(options) {
      given = JSON.stringify(options, shown);
    },
  };
  vm.runInNewContext(text, { process: { env }, require: () => nodemailer, Number, parseInt, String });
  console.log(given);
}
