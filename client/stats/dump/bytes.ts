/**
 * Whole numbers as bytes, seven bits at a time, small ones first: what changes little takes one byte. Signed ones in zigzag order.
 */

/** Whole numbers up to here keep every digit. */
const MAX_EXACT = Number.MAX_SAFE_INTEGER;
const FIRST_CAPACITY = 1_024;

/** Whether a signed whole number can be written. */
export function isWritable(value: number): boolean {
  return Number.isSafeInteger(value) && Math.abs(value) <= MAX_EXACT / 4;
}

/** Bytes that grow as they are written. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  /** Bytes of memory held. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** What was written. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Gives back the memory that was held for more. */
  trim(): void {
    this.#bytes = this.#bytes.slice(0, this.#length);
  }

  /** A whole number, 0 or more, at most 2^53 - 1. */
  writeCount(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length] = (rest % 0x80) + 0x80;
      this.#length += 1;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /** A whole number for which `isWritable` holds. */
  writeSigned(value: number): void {
    this.writeCount(value >= 0 ? 2 * value : -2 * value - 1);
  }

  /** Any number, as it is. */
  writeFloat(value: number): void {
    this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value);
    this.#length += 8;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * this.#bytes.length + count);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what a `ByteWriter` wrote, in the same order. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#position >= this.#bytes.length;
  }

  readCount(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#bytes[this.#position] ?? 0;
      this.#position += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  readSigned(): number {
    const value = this.readCount();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  readFloat(): number {
    const { buffer, byteOffset } = this.#bytes;
    const value = new DataView(buffer, byteOffset).getFloat64(this.#position);
    this.#position += 8;
    return value;
  }
}
