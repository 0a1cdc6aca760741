// A client of Socket.IO: node socketio.js <url> <options of the client in JSON>. It writes a line of JSON for each thing
// that it sees: {"now":"connect",...} and the like, and {"event","args"} for each event. It reads lines {"emit","argument"}
// from its standard input, emits them, and writes {"answer"}.
import { createInterface } from 'node:readline';
import { io } from 'socket.io-client';

const [url, options] = process.argv.slice(2);
const socket = io(url, { reconnectionDelay: 100, reconnectionDelayMax: 500, ...JSON.parse(options) });

function say(what) {
  console.log(JSON.stringify(what));
}

socket.io.on('open', () => {
  socket.io.engine.on('upgrade', ({ name }) => say({ now: 'upgrade', transport: name }));
});
socket.on('connect', () => {
  say({ now: 'connect', recovered: socket.recovered, transport: socket.io.engine.transport.name });
});
socket.on('disconnect', (reason) => say({ now: 'disconnect', reason }));
socket.on('connect_error', (error) => {
  say({ now: 'connect_error', message: error.message, data: error.data, active: socket.active });
});
socket.onAny((event, ...args) => say({ event, args }));

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { emit, argument } = JSON.parse(line);
  say({ answer: await socket.timeout(20_000).emitWithAck(emit, argument) });
});
