import { describe, expect, it } from 'vitest'
import { alignedComponents } from '../../embedding/aligned-components'
import { gatherPixels, splitPictures } from '../../nn/batches'
import { blobs } from '../../nn/blobs.fixture'
import { Network } from '../../nn/network'
import type { ModelSpec } from '../../nn/spec'
import { tensorsHere } from '../../nn/tensors'
import { decodeEpoch, decodePositions, encodeEpoch } from '../study/epoch-file'
import { drawEpoch, squaredErrors } from './epoch-pictures'

const shape = { height: 8, width: 9, channels: 1 }
const size = 72
const set = blobs(200, shape)
const spec: ModelSpec = { kind: 'ae-dense', ...shape, latent: 5, hidden: [16], activation: 'silu' }
const split = splitPictures(set.count, 0.2, 7)
const network = await Network.initial(tensorsHere(), spec, 3)

describe('pictures of an epoch', () => {
  it('are held-out ones: the same at every epoch, others drawn anew from the seed', async () => {
    const { pictures: first } = await drawEpoch(network, set, split, 1, 7)
    const { pictures: second } = await drawEpoch(network, set, split, 2, 7)
    const { pictures: again } = await drawEpoch(network, set, split, 2, 7)
    for (const { items } of [first.same, first.worst, first.random]) {
      expect(items).toHaveLength(14)
      expect([...items].every((item) => split.heldOut.includes(item))).toBe(true)
    }
    expect(second.same.items).toEqual(first.same.items)
    expect(second.random.items).not.toEqual(first.random.items)
    expect(again.random).toEqual(second.random)
  })

  it('include the worst of all that are held out, the worst first', async () => {
    const { pictures } = await drawEpoch(network, set, split, 1, 7)
    const originals = gatherPixels(set, split.heldOut)
    const made = (await network.reconstruct(originals)).map((value) => value * 255)
    const errors = squaredErrors(originals, Uint8Array.from(made, Math.round), size)
    const order = [...split.heldOut.keys()].sort((a, b) => errors[b]! - errors[a]!)
    expect([...pictures.worst.items]).toEqual(order.slice(0, 14).map((i) => split.heldOut[i]))
    expect(pictures.measured).toBe(40)
  })

  it('come from the training where nothing is held out', async () => {
    const all = splitPictures(set.count, 0, 7)
    const { pictures } = await drawEpoch(network, set, all, 1, 7)
    expect(pictures.same.items).toHaveLength(14)
  })

  it('lie in a file that gives them back beside the set’s own', async () => {
    const { pictures, codes } = await drawEpoch(network, set, split, 1, 7)
    expect([codes.rows, codes.columns]).toEqual([200, 5])
    const positions = alignedComponents(codes, null)
    const bytes = encodeEpoch(pictures, positions, set)
    const view = decodeEpoch(bytes, 'epoch-1.npz', set)
    expect(view.same.made).toEqual(pictures.same.made)
    expect(view.worst.pictures).toEqual(gatherPixels(set, pictures.worst.items))
    const errors = squaredErrors(view.same.pictures, view.same.made, size)
    expect(view.same.loss).toBeCloseTo(errors.reduce((sum, error) => sum + error) / 14, 6)
    expect(view.codes.positions).toEqual(positions.data)
    expect(decodePositions(bytes, 'epoch-1.npz')).toEqual(positions)
    expect(() => decodeEpoch(bytes, 'epoch-1.npz', blobs(30, shape))).toThrow(/another set/)
  })
})
