// Reads texts of .env files, one JSON string a line; answers each with what the parser named in the first argument finds.
const readline = require("readline");
const [, , name, home] = process.argv;
const dotenv = name === "node" ? null : require(`${home}/node_modules/dotenv`);
const expand = name === "expand" ? require(`${home}/node_modules/dotenv-expand`).expand : null;
function parse(text) {
  if (!dotenv) return require("util").parseEnv(text);
  const parsed = dotenv.parse(text); // dotenv's config has put all of it into the environment when it is expanded
  return expand ? expand({ parsed: { ...parsed }, processEnv: { ...parsed } }).parsed : parsed;
}
readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  let answer;
  try {
    answer = { found: parse(JSON.parse(line)) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
