import type { AnswerOf, RequestOf } from '../../../shared/contracts/methods'
import type { FittedPicture } from '../../../shared/contracts/own-pictures'
import { BrenierError } from '../../../shared/errors'
import { nearest } from './trace'
import type { World } from './world'

/** Which picture of the made-up set stands for a file: the same file is the same picture. */
const itemOf = (world: World, token: string): number =>
  [...token].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % world.data.count

export function previewOf(world: World, { token }: RequestOf<'own.preview'>): FittedPicture {
  if (token.includes('broken')) {
    throw new BrenierError('file-format', `Expected a sound picture in ${token}, but it cannot be decoded.`)
  }
  const { height, width, channels } = world.data
  const picture = { height, width, channels, pixels: world.picture(itemOf(world, token)) }
  return { name: token, height, width, original: picture, fitted: picture }
}

export const addedOf = (world: World, { token }: RequestOf<'own.add'>): AnswerOf<'own.add'> => ({
  id: `own-${itemOf(world, token)}`,
  name: token,
})

export function ownReports(world: World, { ids }: RequestOf<'own.reports'>): AnswerOf<'own.reports'> {
  const { height, width, channels } = world.data
  return ids.map((id) => {
    const item = Number(id.slice('own-'.length))
    const picture = { height, width, channels, pixels: world.picture(item) }
    const code = world.codes.slice(item * world.dimension, (item + 1) * world.dimension)
    const [x = 0, y = 0, z = 0] = world.layout.slice(3 * item, 3 * item + 3)
    return {
      id,
      name: id,
      picture,
      decoded: picture,
      reconstructionError: 0.01,
      offData: 0,
      vote: world.labels.classes?.[item] ?? -1,
      voteShare: 1,
      neighbours: nearest(world.codes, world.dimension, code, 8),
      position: [x, y, z],
    }
  })
}
