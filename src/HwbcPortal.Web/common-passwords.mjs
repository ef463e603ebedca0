// The 3,000 passwords that most people use, of those that the portal would take by their length: the package's list is in that order.
import { readFileSync, writeFileSync } from 'node:fs';

const [from, to] = process.argv.slice(2);
const list = readFileSync(from, 'utf8').split('\n').filter(password => password.length >= 12).slice(0, 3000);
if (list.length < 3000)
  throw new Error(`${from} has ${list.length} passwords of 12 characters or more`);
writeFileSync(to, list.join('\n') + '\n');
