// The official solver: a challenge on standard input, the payload that the widget would put into its form as answer.
import { readFileSync } from "node:fs";
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";

const challenge = JSON.parse(readFileSync(0, "utf8"));
const solution = await solveChallenge({ challenge, deriveKey });
process.stdout.write(Buffer.from(JSON.stringify({ challenge, solution })).toString("base64"));
