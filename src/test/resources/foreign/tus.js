// Uploads with tus-js-client: node tus.js <url of the files> <bytes> <metadata in JSON>. It writes a line of JSON for each
// piece that was taken, for each failure after which it tries again, and at the end: {"now":"success","url","sha256"}.
import { createHash } from 'node:crypto';
import { Upload } from 'tus-js-client';

const [endpoint, size, metadata] = process.argv.slice(2);
const content = Buffer.alloc(Number(size));
for (let i = 0; i < content.length; i += 1) content[i] = (i * 31 + (i >> 8) * 7) & 0xff;

function say(what) {
  console.log(JSON.stringify(what));
}

const upload = new Upload(content, {
  endpoint,
  metadata: JSON.parse(metadata),
  chunkSize: 256 * 1024,
  retryDelays: Array(200).fill(100),
  onChunkComplete: (length, offset) => say({ now: 'piece', length, offset }),
  onShouldRetry: (error) => {
    say({ now: 'retry', message: String(error.message) });
    return true;
  },
  onError: (error) => say({ now: 'error', message: String(error.message) }),
  onSuccess: () =>
    say({ now: 'success', url: upload.url, sha256: createHash('sha256').update(content).digest('hex') }),
});
upload.start();
