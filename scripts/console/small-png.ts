import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Colours of the result: what fits into one byte. */
const MAX_COLOURS = 256;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Three bytes for each pixel: red, green, blue. */
  readonly rgb: Uint8Array;
}

/**
 * A picture of a user interface with at most 256 colours and the best compression: a fraction of the size, with no visible
 * difference. The most frequent colours stay, others become the nearest of them.
 */
export function toSmallPng(png: Buffer): Buffer {
  const { width, height, rgb } = decode(png);
  const palette = listFrequentColours(rgb);
  const findIndex = createNearestFinder(palette);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = findIndex(readColour(rgb, y * width + x));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, with a palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    png.subarray(0, 8),
    toChunk('IHDR', header),
    toChunk(
      'PLTE',
      Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
    ),
    toChunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    toChunk('IEND', Buffer.alloc(0)),
  ]);
}

const readColour = (rgb: Uint8Array, pixel: number): number =>
  ((rgb[pixel * 3] ?? 0) << 16) | ((rgb[pixel * 3 + 1] ?? 0) << 8) | (rgb[pixel * 3 + 2] ?? 0);

function listFrequentColours(rgb: Uint8Array): readonly number[] {
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < rgb.length / 3; pixel++) {
    const colour = readColour(rgb, pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_COLOURS)
    .map(([colour]) => colour);
}

/** Finds the index of the nearest colour of the palette. */
function createNearestFinder(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  const distance = (one: number, other: number) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((one >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
  return (colour) => {
    const found = known.get(colour);
    if (found !== undefined) return found;
    const distances = palette.map((each) => distance(each, colour));
    const nearest = distances.indexOf(Math.min(...distances));
    known.set(colour, nearest);
    return nearest;
  };
}

/** Reads what browsers write: eight bits a channel, not interlaced, with or without an alpha channel, which is ignored. */
function decode(png: Buffer): Pixels {
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, colourType] = [png[24], png[25]];
  const size = { 2: 3, 6: 4 }[colourType ?? 0];
  if (depth !== 8 || size === undefined)
    throw new Error('The picture has a format that browsers do not write.');
  const lines = unfilter(inflateSync(Buffer.concat(data)), width * size, height, size);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++)
    rgb.set(lines.subarray(pixel * size, pixel * size + 3), pixel * 3);
  return { width, height, rgb };
}

/** Undoes the filter of each line (PNG specification, section 9). */
function unfilter(filtered: Buffer, length: number, height: number, size: number): Uint8Array {
  const lines = new Uint8Array(length * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (length + 1)];
    for (let x = 0; x < length; x++) {
      const left = x >= size ? (lines[y * length + x - size] ?? 0) : 0;
      const up = y > 0 ? (lines[(y - 1) * length + x] ?? 0) : 0;
      const corner = x >= size && y > 0 ? (lines[(y - 1) * length + x - size] ?? 0) : 0;
      const predicted = [0, left, up, (left + up) >> 1, predictByPaeth(left, up, corner)][filter ?? 0] ?? 0;
      lines[y * length + x] = (filtered[y * (length + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return lines;
}

function predictByPaeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function toChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
