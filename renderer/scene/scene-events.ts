import type { Combination, IndexSet } from '../../shared/index-set'
import type { Place } from './cloud-frame'

/** What lies under the pointer. */
export type Target =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'point'; readonly index: number }
  /** A code drawn from the generator. */
  | { readonly kind: 'drawn'; readonly draw: number }
  /** A picture of one's own. */
  | { readonly kind: 'own'; readonly id: string }
  | { readonly kind: 'handle'; readonly path: string; readonly handle: number }
  | { readonly kind: 'path'; readonly path: string; readonly step: number }

/** What a handle can snap onto. */
export type Snap = Extract<Target, { readonly kind: 'point' | 'own' }>

/** What the person did in the scene. `x`, `y`: CSS pixels from the canvas's top left. */
export interface SceneEvents {
  hover: { readonly target: Target; readonly x: number; readonly y: number }
  /** `how`: what Shift or Alt, held while clicking, make of the selection. */
  click: { readonly target: Target; readonly how: Combination }
  /** The right button was clicked on a point. */
  menu: { readonly index: number; readonly x: number; readonly y: number }
  doubleClick: { readonly target: Target; readonly place: Place | null }
  handleGrab: { readonly path: string; readonly handle: number }
  /** `snapped`: the point or the picture of one's own that a Shift-drag has caught. `time`: the pointer event's own time stamp. */
  handleMove: {
    readonly path: string
    readonly handle: number
    readonly place: Place
    readonly snapped: Snap | null
    readonly time: number
  }
  /** A lasso or a box was drawn about these points. */
  region: { readonly items: IndexSet; readonly how: Combination }
  handleRelease: { readonly path: string; readonly handle: number }
  /** The camera was moved by the person, or moves on of itself after that. */
  cameraMove: Record<string, never>
  /** The camera has come to rest where the person put it. */
  cameraRest: Record<string, never>
  /** The graphics context was lost, or is back. */
  context: { readonly lost: boolean }
}

type Listener<E extends keyof SceneEvents> = (event: SceneEvents[E]) => void

/** Typed listeners of one scene. */
export class SceneEmitter {
  readonly #listeners: { [E in keyof SceneEvents]: Set<Listener<E>> } = {
    hover: new Set(),
    click: new Set(),
    doubleClick: new Set(),
    menu: new Set(),
    region: new Set(),
    handleGrab: new Set(),
    handleMove: new Set(),
    handleRelease: new Set(),
    cameraMove: new Set(),
    cameraRest: new Set(),
    context: new Set(),
  }

  on<E extends keyof SceneEvents>(event: E, listener: Listener<E>): () => void {
    const listeners: Set<Listener<E>> = this.#listeners[event]
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  emit<E extends keyof SceneEvents>(event: E, value: SceneEvents[E]): void {
    const listeners: Set<Listener<E>> = this.#listeners[event]
    for (const listener of listeners) listener(value)
  }
}
