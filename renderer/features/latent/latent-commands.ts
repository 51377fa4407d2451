import type { LatentGrid } from '../../../shared/contracts/grid'
import { noItems, type IndexSet } from '../../../shared/index-set'
import { useCloudStore } from '../../stores/cloud'
import type { Command } from '../../stores/commands'
import { useGeneratedStore } from '../../stores/generated'
import { useGridStore } from '../../stores/grid'
import { usePathsStore } from '../../stores/paths'
import { useSelectedPointsStore } from '../../stores/selected-points'
import { useSelectionStore } from '../../stores/selection'
import { useStudyStore } from '../../stores/study'
import { currentHandle } from './path-places'

const codesToShow = [
  { value: 'real', title: 'Show codes of the data alone' },
  { value: 'generated', title: 'Show generated codes alone' },
  { value: 'both', title: 'Show generated codes over those of the data' },
] as const

/** What can be done in the Latent view, by key, menu and palette. */
export function latentCommands(): Command[] {
  const study = useStudyStore()
  const cloud = useCloudStore()
  const generated = useGeneratedStore()
  const grid = useGridStore()
  const paths = usePathsStore()
  const selection = useSelectionStore()
  const selected = useSelectedPointsStore()

  const hasCloud = (): boolean => cloud.cloud !== null
  /** What the camera can go to: the selection, else the point in focus. */
  function chosen(): IndexSet | null {
    if (selected.count > 0) return selected.items
    return selection.focus.kind === 'point' ? Uint32Array.of(selection.focus.index) : null
  }
  const hasPath = (): boolean => paths.active !== null
  const hasTrace = (): boolean => paths.trace !== null

  /** The three pictures that a grid can lie between; null where there are not three. */
  function gridCorners(): LatentGrid['corners'] | null {
    if (!study.summary?.decodes) return null
    const ofPath = (paths.active?.waypoints ?? []).flatMap((one) =>
      one.kind === 'picture' ? [one.index] : [],
    )
    const [a, b, c] = selected.count === 3 ? selected.items : ofPath
    return a === undefined || b === undefined || c === undefined || new Set([a, b, c]).size < 3
      ? null
      : [a, b, c]
  }

  /** The handle in focus goes; without one, nothing does: a whole path is deleted by its own command. */
  function removeHandle(): void {
    const { active, trace } = paths
    const handle = active && currentHandle(selection.focus, active.id, trace)
    if (active && handle !== null) paths.removeHandle(active.id, handle)
  }

  function leave(): void {
    if (selection.draft !== null) selection.begin(null)
    else if (selection.tool !== 'pointer') selection.take('pointer')
    else if (paths.playing) paths.setPlaying(false)
    else if (selection.focus.kind !== 'none') selection.choose({ kind: 'none' })
    else selected.clear()
  }

  return [
    {
      id: 'pointer-tool',
      title: 'Pointer',
      group: 'Latent',
      keys: ['V'],
      run: () => selection.take('pointer'),
    },
    {
      id: 'lasso-tool',
      title: 'Select with a lasso',
      group: 'Latent',
      keys: ['L'],
      enabled: hasCloud,
      run: () => selection.take('lasso'),
    },
    {
      id: 'box-tool',
      title: 'Select with a box',
      group: 'Latent',
      keys: ['B'],
      enabled: hasCloud,
      run: () => selection.take('box'),
    },
    {
      id: 'path-tool',
      title: 'Draw a path',
      group: 'Latent',
      keys: ['P'],
      enabled: hasCloud,
      run: () => selection.take('path'),
    },
    { id: 'leave', title: 'Leave the tool', group: 'Latent', keys: ['Escape'], unlisted: true, run: leave },
    {
      id: 'point-menu',
      title: 'Menu of the chosen point',
      group: 'Latent',
      keys: ['Shift+F10', 'ContextMenu'],
      enabled: () => selection.focus.kind === 'point',
      run: selection.askForMenu,
    },
    {
      id: 'frame-all',
      title: 'Frame the whole cloud',
      group: 'Latent',
      keys: ['Home'],
      enabled: hasCloud,
      run: cloud.frameAll,
    },
    {
      id: 'frame-selection',
      title: 'Frame the selection',
      group: 'Latent',
      keys: ['F'],
      enabled: hasCloud,
      run: () => (chosen() ? cloud.flyTo(chosen()!) : cloud.frameAll()),
    },
    {
      id: 'turn-about-selection',
      title: 'Turn about the selection',
      group: 'Latent',
      keys: ['Shift+F'],
      enabled: () => hasCloud() && chosen() !== null,
      run: () => cloud.turnAbout(chosen() ?? noItems),
    },
    {
      id: 'parallel',
      title: 'Parallel rays or perspective',
      group: 'Latent',
      keys: ['O'],
      enabled: () => cloud.cloud?.dimensions === 3,
      run: () =>
        study.changeView({ projection: study.view?.projection === 'parallel' ? 'perspective' : 'parallel' }),
    },
    ...([2, 3] as const).map((dimensions): Command => ({
      id: `embed-${dimensions}d`,
      title: dimensions === 2 ? 'Lay the cloud out in the plane' : 'Lay the cloud out in space',
      group: 'Latent',
      enabled: () => cloud.canEmbedIn(dimensions) && cloud.cloud?.dimensions !== dimensions,
      run: () => cloud.embedIn(dimensions),
    })),
    ...codesToShow.map(({ value, title }): Command => ({
      id: `show-${value}-codes`,
      title,
      group: 'Latent',
      enabled: hasCloud,
      run: () => generated.show(value),
    })),
    {
      id: 'names',
      title: 'Show or hide the names of classes',
      group: 'Latent',
      keys: ['N'],
      enabled: hasCloud,
      run: () => study.changeView({ showNames: !study.view?.showNames }),
    },
    {
      id: 'play-path',
      title: 'Play the path',
      group: 'Latent',
      keys: ['Space'],
      enabled: hasTrace,
      run: () => paths.setPlaying(!paths.playing),
    },
    {
      id: 'remove-handle',
      title: 'Delete the handle',
      group: 'Latent',
      keys: ['Delete', 'Backspace'],
      enabled: hasPath,
      run: removeHandle,
    },
    {
      id: 'reverse-path',
      title: 'Reverse the path',
      group: 'Latent',
      enabled: hasPath,
      run: () => paths.active && paths.reverse(paths.active.id),
    },
    {
      id: 'duplicate-path',
      title: 'Duplicate the path',
      group: 'Latent',
      keys: ['Mod+D'],
      enabled: hasPath,
      run: () => paths.active && paths.duplicate(paths.active.id),
    },
    {
      id: 'remove-path',
      title: 'Delete the path',
      group: 'Latent',
      keys: ['Shift+Delete'],
      enabled: hasPath,
      run: () => paths.active && paths.remove(paths.active.id),
    },
    {
      id: 'grid',
      title: 'Grid of the three selected pictures, or of the path’s first three',
      group: 'Latent',
      enabled: () => hasCloud() && gridCorners() !== null,
      run: () => grid.span(gridCorners()!),
    },
    {
      id: 'close-path',
      title: 'Put the path aside',
      group: 'Latent',
      enabled: hasPath,
      run: () => paths.activate(null),
    },
    {
      id: 'singular-set',
      title: 'Show or hide the singular set',
      group: 'Latent',
      keys: ['S'],
      enabled: hasCloud,
      run: () => study.changeView({ showSingularSet: !study.view?.showSingularSet }),
    },
  ]
}
