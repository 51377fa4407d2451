import sharp from 'sharp'
import { BrenierError } from '../../../shared/errors'
import { row } from '../../../shared/matrix'
import { pictureAtlas } from '../../data/atlas'
import { encodeNpy } from '../../data/npy'
import { itemCount, type DataSet } from '../../data/picture-set'
import { labelFields } from '../study/study-labels'
import type { Study } from '../study/study'

/** Side of the largest picture of thumbnails that Embedding Projector takes, in pixels. */
const spriteSide = 8192
const largestCell = 64

/** Lines written before others get their turn. */
const linesAtOnce = 2000

const toEventLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Codes, their places in the cloud and what is known of the items, for other programs: `codes.npy` [n, d], `cloud.npy`
 * [n, 3] and `metadata.tsv`; and for Embedding Projector `vectors.tsv`, `sprite.png` and `projector_config.json`. Codes and
 * table open here again as a study of codes.
 * @param items which, in this order; null for all
 * @returns files by their names
 * @throws BrenierError `missing-stage` before there are codes, `bad-argument` for an item outside the set
 */
export async function studyTables(
  study: Study,
  items: Uint32Array | null,
): Promise<Record<string, Uint8Array>> {
  const { data, layout } = study
  const { raw } = study.requireCodes()
  const count = itemCount(data)
  const chosen = items ?? Uint32Array.from({ length: count }, (_, i) => i)
  const outside = chosen.find((item) => item >= count)
  if (outside !== undefined || chosen.length === 0) {
    throw new BrenierError('bad-argument', `Expected items from 0 to ${count - 1}, got ${outside ?? 'none'}.`)
  }
  const codes = new Float32Array(chosen.length * raw.columns)
  chosen.forEach((item, k) => codes.set(row(raw, item), k * raw.columns))
  const sprite = data.kind === 'pictures' ? await spriteOf(data, chosen) : null
  const files: Record<string, Uint8Array> = {
    'codes.npy': encodeNpy(codes, [chosen.length, raw.columns]),
    'metadata.tsv': await lines(-1, chosen.length, metadata(data, chosen)),
    'vectors.tsv': await lines(0, chosen.length, (k) => row(raw, chosen[k]!).join('\t')),
  }
  if (layout) {
    const places = new Float32Array(3 * chosen.length)
    chosen.forEach((item, k) => places.set(layout.positions.subarray(3 * item, 3 * item + 3), 3 * k))
    files['cloud.npy'] = encodeNpy(places, [chosen.length, 3])
  }
  if (sprite) files['sprite.png'] = sprite.png
  const config = {
    embeddings: [
      {
        tensorName: study.name,
        tensorShape: [chosen.length, raw.columns],
        tensorPath: 'vectors.tsv',
        metadataPath: 'metadata.tsv',
        ...(sprite && { sprite: { imagePath: 'sprite.png', singleImageDim: [sprite.cell, sprite.cell] } }),
      },
    ],
  }
  files['projector_config.json'] = new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`)
  return files
}

/** The line of an item, by its place among the chosen ones; −1 for the line of names. */
function metadata(data: DataSet, chosen: Uint32Array): (place: number) => string {
  const plain = (text: string) => text.replace(/[\t\r\n]+/g, ' ')
  const fields = labelFields(data)
  const taken = new Set(['name'])
  const heads = fields.map(({ attribute }) => {
    const wanted = attribute === null ? 'label' : plain(attribute)
    const head = taken.has(wanted.toLowerCase()) ? `${wanted} (attribute)` : wanted
    taken.add(head.toLowerCase())
    return head
  })
  // Of one column alone readers take the first line for an item's.
  const rest = heads.length > 0 ? heads : ['item']
  return (place) => {
    if (place < 0) return ['name', ...rest].join('\t')
    const item = chosen[place]!
    const known = fields.map(({ values, codes }) => plain(values[codes[item]!] ?? ''))
    return [
      plain(data.fileNames?.[item] ?? String(item)),
      ...(known.length > 0 ? known : [String(item)]),
    ].join('\t')
  }
}

/** The lines of places from one number up to another, as bytes, made in turns. */
async function lines(from: number, until: number, of: (place: number) => string): Promise<Uint8Array> {
  const parts: string[] = []
  for (let start = from; start < until; start += linesAtOnce) {
    const length = Math.min(linesAtOnce, until - start)
    parts.push(Array.from({ length }, (_, k) => `${of(start + k)}\n`).join(''))
    await toEventLoop()
  }
  return new TextEncoder().encode(parts.join(''))
}

/** Thumbnails row by row in a square; null where so many do not fit. */
async function spriteOf(
  data: Extract<DataSet, { kind: 'pictures' }>,
  chosen: Uint32Array,
): Promise<{ png: Uint8Array; cell: number } | null> {
  const columns = Math.ceil(Math.sqrt(chosen.length))
  const side = Math.min(largestCell, Math.max(data.height, data.width))
  const cell = Math.min(side, Math.floor(spriteSide / columns))
  if (cell < 8) return null
  const { width, height, pixels } = pictureAtlas(data, chosen, cell, columns)
  const png = await sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer()
  return { png, cell }
}
