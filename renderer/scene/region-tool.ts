import type { Combination, IndexSet } from '../../shared/index-set'
import type { CameraRig } from './camera-rig'
import type { CloudStage } from './cloud-stage'
import type { SeenRegion } from './overlay'
import type { Projection } from './projection'
import { Region } from './region'

const signs: Readonly<Record<Combination, (count: string) => string>> = {
  replace: (count) => `${count} selected`,
  add: (count) => `+${count}`,
  subtract: (count) => `−${count}`,
}

/** The lasso or the box in hand, and what was last drawn with it. */
export class RegionTool {
  readonly #stage: CloudStage
  /** What a drag draws; null where it moves the camera. */
  kind: 'lasso' | 'box' | null = null
  /** Whether points behind others are taken too. */
  through = true
  #region: Region | null = null

  constructor(stage: CloudStage) {
    this.#stage = stage
  }

  begin(how: Combination, x: number, y: number, projection: Projection, rig: CameraRig): void {
    if (!this.kind) return
    const inSight = this.through ? null : this.#stage.inSight(rig)
    const { isShown, positions } = this.#stage
    const taken = inSight ? (index: number) => inSight[index] === 1 : isShown
    this.#region = new Region(this.kind, how, x, y, projection.projectAll(positions, taken))
  }

  extend(x: number, y: number): void {
    this.#region?.extend(x, y)
  }

  /** What the drawn region holds. */
  get found(): { readonly items: IndexSet; readonly how: Combination } | null {
    const region = this.#region
    return region && { items: region.items, how: region.how }
  }

  /** The region is drawn no longer. @returns whether one was */
  drop(): boolean {
    const drawn = this.#region !== null
    this.#region = null
    return drawn
  }

  get seen(): SeenRegion | null {
    const region = this.#region
    if (!region) return null
    const label = signs[region.how](region.items.length.toLocaleString('en-US'))
    return { outline: region.outline, label }
  }
}
