// Shares a file, and fetches it again: mover.mjs <url> <swarm> <file> <copy>.
import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { SwarmApi, SwarmProblem } from '../../../main/resources/META-INF/resources/swarmbot-client.js';

const [baseUrl, swarm, source, copy] = process.argv.slice(2);
const api = new SwarmApi({ baseUrl, swarm, token: process.env.SWARMBOT_TOKEN });
const heard = [];
const onProgress = (bytes) => heard.push(bytes);
try {
  const shared = await api.upload(await openAsBlob(source), { name: 'moved', type: 'text/csv', onProgress });
  console.log('shared', shared.id, shared.sha256, shared.size);
  const file = await open(copy, 'w');
  await api.download(shared.id, { onBytes: (bytes) => file.write(bytes), onProgress });
  await file.close();
  console.log('progress', heard.length > 2 && heard.at(-1) === shared.size ? 'True' : 'False');
} catch (problem) {
  if (!(problem instanceof SwarmProblem)) throw problem;
  console.log('refused', problem.status, `${problem.code}: ${problem.message}`);
}
