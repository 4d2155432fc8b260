// Sends mail with Nodemailer: one JSON object a line in, one result a line out, as python_worker.py.
// Run with the folder of the installed packages as argument.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { createRequire } = require('node:module');

const requireFrom = createRequire(path.join(process.argv[2], 'package.json'));
const nodemailer = requireFrom('nodemailer');
const MESSAGE = { to: 'bob@example.net', subject: 'A test', text: 'Hello.' };

// A JSON file with the transport's options under one key, and "from" beside them.
function fromJson(file) {
    const config = JSON.parse(fs.readFileSync(file, 'utf8'));
    return [config.smtp || config, config.from];
}

// A .env with SMTP_URL, handed over as it is.
function fromUrl(file) {
    const values = requireFrom('dotenv').parse(fs.readFileSync(file));
    return [values.SMTP_URL, values.MAIL_FROM];
}

// A program that exports the promise of its message.
async function script(file) {
    const module = { exports: null };
    new Function('require', 'module', '__dirname', fs.readFileSync(file, 'utf8'))(requireFrom, module, path.dirname(file));
    await module.exports;
}

async function send(job) {
    if (job.entry === 'script') {
        return script(job.file);
    }
    const [options, from] = job.entry === 'url' ? fromUrl(job.file) : fromJson(job.file);
    const transport = nodemailer.createTransport(options);
    await transport.sendMail({ ...MESSAGE, from: from || 'ada@example.org' });
}

function words(error) {
    return `${error.name || 'Error'}: ${error.message}` + (error.code ? ` (code ${error.code})` : '');
}

let crash = () => {};

async function run(job) {
    const began = process.hrtime.bigint();
    let timer;
    const late = new Promise((_, reject) => {
        crash = reject;
        timer = setTimeout(() => reject(new Error('still waiting')), job.limit * 1000);
    });
    let error = '';
    try {
        await Promise.race([send(job), late]);
    } catch (caught) {
        error = words(caught);
    }
    clearTimeout(timer);
    return { error, seconds: Number(process.hrtime.bigint() - began) / 1e9 };
}

async function main() {
    process.on('uncaughtException', (error) => crash(error)); // what would end a program is the result
    for await (const line of readline.createInterface({ input: process.stdin })) {
        process.stdout.write(JSON.stringify(await run(JSON.parse(line))) + '\n');
    }
    process.exit(0);
}

main();
