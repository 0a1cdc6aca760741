// uWebSockets.js with its own publish and subscribe: POST /publish sends the body to every WebSocket client of /ws.
// The argument is the port. A client that has 64 KB to read is left out by the library, without a word.
const uWS = require('@trufflesuite/uws-js-unofficial');

const TOPIC = 'swarm_updates';
const app = uWS.App();
app.ws('/ws', { compression: 0, idleTimeout: 120, open: client => client.subscribe(TOPIC), message: () => {} });
app.post('/publish', answer => {
  let body = Buffer.alloc(0);
  answer.onAborted(() => {});
  answer.onData((chunk, isLast) => {
    body = Buffer.concat([body, Buffer.from(chunk)]); // the library takes its chunk back
    if (!isLast) return;
    app.publish(TOPIC, JSON.stringify(JSON.parse(body)), false);
    answer.writeStatus('204 No Content').endWithoutBody();
  });
});
app.listen('127.0.0.1', Number(process.argv[2]), socket => {
  if (!socket) process.exit(1);
});
