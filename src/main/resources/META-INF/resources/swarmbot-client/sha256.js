/**
 * SHA-256 (FIPS 180-4) of bytes that come piece by piece. The browser's own can only hash what is whole in memory, and is
 * not there on a page without TLS.
 */

const K = new Int32Array(64);
const START = new Int32Array(8);

/** The first 32 bits of the fractional part. */
const fraction = (number) => ((number - Math.floor(number)) * 2 ** 32) | 0;

for (let candidate = 2, found = 0; found < 64; candidate++) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) isPrime &&= candidate % divisor !== 0;
  if (isPrime) {
    if (found < 8) START[found] = fraction(Math.sqrt(candidate));
    K[found++] = fraction(Math.cbrt(candidate));
  }
}

const BLOCK = 64;

export class Sha256 {
  #state = START.slice();
  #words = new Int32Array(64);
  #block = new Uint8Array(BLOCK);
  #filled = 0;
  #length = 0;

  /** @param {Uint8Array} bytes those that follow */
  add(bytes) {
    this.#length += bytes.length;
    let at = 0;
    if (this.#filled === 0) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (; at + BLOCK <= bytes.length; at += BLOCK) this.#mix(view, at);
    }
    while (at < bytes.length) {
      const taken = Math.min(BLOCK - this.#filled, bytes.length - at);
      this.#block.set(bytes.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === BLOCK) {
        this.#mix(new DataView(this.#block.buffer), 0);
        this.#filled = 0;
      }
    }
  }

  /** The hash of all bytes, in hexadecimal digits. To be asked once, at the end. */
  hex() {
    const length = this.#length;
    this.add(Uint8Array.of(0x80));
    while (this.#filled !== BLOCK - 8) this.add(Uint8Array.of(0));
    const end = new DataView(new ArrayBuffer(8));
    end.setUint32(0, Math.floor(length / 2 ** 29));
    end.setUint32(4, (length << 3) >>> 0);
    this.add(new Uint8Array(end.buffer));
    return [...this.#state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #mix(bytes, from) {
    const words = this.#words;
    for (let i = 0; i < 16; i++) words[i] = bytes.getInt32(from + 4 * i);
    for (let i = 16; i < 64; i++) {
      const x = words[i - 15];
      const y = words[i - 2];
      const small = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const large = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[i] = (words[i - 16] + small + words[i - 7] + large) | 0;
    }
    const state = this.#state;
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let i = 0; i < 64; i++) {
      const large = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const first = (h + large + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
      const small = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const second = (small + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}
