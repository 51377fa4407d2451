import { describe, expect, it } from 'vitest'
import { encodeNpy } from '../data/npy'
import { temporaryFolder } from '../data/temporary-folder.fixture'
import { readCodes, readLabels, readMasses } from './codes'

const folder = temporaryFolder()

describe('codes of a file', () => {
  it('are rows, and a list is codes of one dimension', async () => {
    const rows = await folder.write('rows.npy', encodeNpy(Float64Array.of(1, 2, 3, 4), [2, 2]))
    expect(await readCodes(rows)).toEqual({ rows: 2, columns: 2, data: Float32Array.of(1, 2, 3, 4) })
    const list = await folder.write('list.npy', encodeNpy(Float32Array.of(1, 2, 3), [3]))
    expect(await readCodes(list)).toMatchObject({ rows: 3, columns: 1 })
  })

  it('are refused with their place where one is no number', async () => {
    const file = await folder.write('nan.npy', encodeNpy(Float32Array.of(1, 2, 3, Number.NaN), [2, 2]))
    await expect(readCodes(file)).rejects.toThrow(/nan\.npy, but row 1 holds NaN/)
  })

  it('that are missing or a folder are told from one another', async () => {
    await expect(readCodes(folder.at('nothing.npy'))).rejects.toMatchObject({ code: 'file-not-found' })
    await expect(readCodes(folder.at('.'))).rejects.toThrow(/got a folder/)
  })
})

describe('masses of a file', () => {
  it('are a list or one column', async () => {
    const column = await folder.write('column.npy', encodeNpy(Float32Array.of(1, 2), [2, 1]))
    expect(await readMasses(column)).toEqual(Float64Array.of(1, 2))
    const table = await folder.write('table.npy', encodeNpy(Float32Array.of(1, 2), [1, 2]))
    await expect(readMasses(table)).rejects.toThrow(/one a code.*\(1, 2\)/)
  })
})

describe('labels of a file', () => {
  it('are whole numbers of any type, -1 where unknown', async () => {
    const labels = await folder.write('labels.npy', encodeNpy(Float64Array.of(0, -1, 7), [3]))
    expect(await readLabels(labels)).toEqual(Int32Array.of(0, -1, 7))
    const halves = await folder.write('halves.npy', encodeNpy(Float32Array.of(0, 0.5), [2]))
    await expect(readLabels(halves)).rejects.toThrow(/halves\.npy, got 0\.5 at 1/)
  })
})
