/** Codes and labels of a study of digits, exported for other programs and read back. */
import { unzipSync } from 'fflate'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { itemTable } from '../../main/data/item-table'
import { decodeNpy } from '../../main/data/npy'
import { openDigits, quick, startEngine, type TestEngine } from './test-engine'

let folder = ''
let engine: TestEngine

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'brenier-tables-'))
  engine = startEngine(folder)
  await openDigits(engine.window)
  await engine.window.run({ kind: 'train', parameters: quick.model, rest: false })
  await engine.window.run({ kind: 'embed', parameters: quick.cloud })
}, 60_000)
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const exported = async (items: Uint32Array | null) =>
  unzipSync((await engine.window.ask('study.tables', { items })).zip)

describe('the exported tables of a study', () => {
  it('hold codes, cloud and labels of all items, and settings that fit them', async () => {
    const files = await exported(null)
    const { codes, layout, data, name } = engine.session.study!
    const { rows, columns } = codes!.raw
    expect(decodeNpy(files['codes.npy']!, 'codes')).toMatchObject({
      shape: [rows, columns],
      data: codes!.raw.data,
    })
    expect(decodeNpy(files['cloud.npy']!, 'cloud')).toMatchObject({
      shape: [rows, 3],
      data: layout!.positions,
    })
    const vectors = text(files['vectors.tsv']!).trimEnd().split('\n')
    expect(vectors).toHaveLength(rows)
    expect(Float32Array.from(vectors[5]!.split('\t'), Number)).toEqual(
      codes!.raw.data.slice(5 * columns, 6 * columns),
    )
    // What opens codes of one's own reads the table, with the same classes.
    const facts = itemTable(text(files['metadata.tsv']!), rows, 'metadata.tsv')
    expect(facts.classNames).toEqual(data.classNames)
    expect(facts.labels).toEqual(data.labels)
    const settings = JSON.parse(text(files['projector_config.json']!)) as {
      embeddings: { sprite: { singleImageDim: [number, number] } }[]
    }
    expect(settings.embeddings[0]).toMatchObject({
      tensorName: name,
      tensorShape: [rows, columns],
      tensorPath: 'vectors.tsv',
      metadataPath: 'metadata.tsv',
    })
    const [cell] = settings.embeddings[0]!.sprite.singleImageDim
    const { width, height } = await sharp(files['sprite.png']).metadata()
    const across = Math.ceil(Math.sqrt(rows))
    expect([width, height]).toEqual([across * cell, Math.ceil(rows / across) * cell])
  })

  it('hold a selection in its order, and refuse items that are not there', async () => {
    const items = Uint32Array.of(700, 3, 41)
    const files = await exported(items)
    const { codes, data } = engine.session.study!
    const { columns, data: raw } = codes!.raw
    const { data: got } = decodeNpy(files['codes.npy']!, 'codes')
    items.forEach((item, k) => {
      expect(got.slice(k * columns, (k + 1) * columns)).toEqual(
        raw.slice(item * columns, (item + 1) * columns),
      )
    })
    const labels = text(files['metadata.tsv']!).trimEnd().split('\n').slice(1)
    expect(labels.map((line) => line.split('\t')[1])).toEqual(
      [...items].map((item) => data.classNames![data.labels![item]!]),
    )
    await expect(exported(Uint32Array.of(99_999))).rejects.toMatchObject({ code: 'bad-argument' })
    await expect(exported(new Uint32Array(0))).rejects.toMatchObject({ code: 'bad-argument' })
  })
})
