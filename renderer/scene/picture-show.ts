import type { Atlas } from '../../shared/contracts/results'
import { choosePictures, covers, type Obstacle, type SeenCandidate } from './picture-choice'
import type { PictureLayer } from './picture-layer'
import type { Projection } from './projection'

/** Candidates to stand in the cloud, with their categories and pictures in the same order. */
export interface ScenePictures {
  readonly items: Uint32Array
  readonly categories: Int32Array
  readonly atlas: Atlas
}

/** Half a picture and a little, CSS pixels: how near an obstacle may come. */
const CLEARANCE = 18

/**
 * Decides which candidates stand in the cloud. The choice is made anew when the camera rests; while it moves the
 * chosen ones travel with their points and only those that come under a path step aside.
 */
export class PictureShow {
  readonly #layer: PictureLayer
  #pictures: ScenePictures | null = null
  #chosen: readonly number[] = []
  /** Cells that stand in the last frame. */
  #standing: readonly number[] = []

  constructor(layer: PictureLayer) {
    this.#layer = layer
  }

  set(pictures: ScenePictures | null): void {
    this.#pictures = pictures
    this.#chosen = []
    if (pictures) this.#layer.setAtlas(pictures.atlas)
  }

  /** @param shown whether a point is visible at all */
  choose(
    positions: Float32Array,
    projection: Projection,
    shown: (index: number) => boolean,
    obstacles: readonly Obstacle[],
  ): void {
    if (!this.#pictures) return
    const { items, categories } = this.#pictures
    const seen: SeenCandidate[] = []
    items.forEach((item, candidate) => {
      if (3 * item + 2 >= positions.length || !shown(item)) return
      const point = project(projection, positions, item)
      if (point.distance <= 0) return
      seen.push({ candidate, category: categories[candidate]!, x: point.x, y: point.y })
    })
    this.#chosen = choosePictures(seen, projection.width, projection.height, cleared(obstacles))
  }

  /** Hands the layer what stands in this frame, far ones first. */
  present(positions: Float32Array, projection: Projection, obstacles: readonly Obstacle[]): void {
    const standing = this.#stand(positions, projection, obstacles)
    this.#standing = standing.map(({ cell }) => cell)
    this.#layer.show(standing.sort((a, b) => b.distance - a.distance))
  }

  /** Whether other pictures would stand now than in the last frame: a path moved over one, or off it. */
  changes(positions: Float32Array, projection: Projection, obstacles: readonly Obstacle[]): boolean {
    const now = this.#stand(positions, projection, obstacles)
    return now.length !== this.#standing.length || now.some(({ cell }, k) => cell !== this.#standing[k])
  }

  #stand(positions: Float32Array, projection: Projection, obstacles: readonly Obstacle[]) {
    const pictures = this.#pictures
    if (!pictures) return []
    const wide = cleared(obstacles)
    return this.#chosen
      .map((cell) => ({ cell, item: pictures.items[cell]! }))
      .map((one) => ({ ...one, ...project(projection, positions, one.item) }))
      .filter((one) => one.distance > 0 && !covers(one, wide))
  }
}

function project(projection: Projection, positions: Float32Array, item: number) {
  return projection.project(positions[3 * item]!, positions[3 * item + 1]!, positions[3 * item + 2]!)
}

function cleared(obstacles: readonly Obstacle[]): Obstacle[] {
  return obstacles.map(({ x, y, radius }) => ({ x, y, radius: radius + CLEARANCE }))
}
