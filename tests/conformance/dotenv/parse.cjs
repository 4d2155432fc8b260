// Reads texts of .env files, one JSON string a line; answers each with what the parser named in the first argument finds.
const readline = require("readline");
const [, , name, home] = process.argv;
const parse = name === "node" ? require("util").parseEnv : require(`${home}/node_modules/dotenv`).parse;
readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  let answer;
  try {
    answer = { found: parse(JSON.parse(line)) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
