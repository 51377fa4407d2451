import { nextTick, toRaw } from 'vue'
import { engine } from '../../host/connection'
import { useNoticesStore } from '../../stores/notices'
import { useStudyStore } from '../../stores/study'
import { download, fileName } from '../../ui/download'
import { useCategoriesStore } from '../../stores/categories'
import type { Command } from '../../stores/commands'
import { useSelectedPointsStore } from '../../stores/selected-points'
import { useSelectionStore } from '../../stores/selection'
import { neighboursToGrow } from './wording'

/** Above this many classes the palette would list nothing else. */
const MOST_CLASSES = 40

/** What can be done with the selected points, by key and palette. */
export function selectionCommands(): Command[] {
  const categories = useCategoriesStore()
  const selected = useSelectedPointsStore()
  const selection = useSelectionStore()
  const hasSelection = (): boolean => selected.count > 0
  const hasFields = (): boolean => selected.fields.length > 0

  /** The field stands in the inspector while a tool that selects is in hand. */
  async function selectWhere(): Promise<void> {
    if (!hasSelection()) selection.take('lasso')
    await nextTick()
    document.getElementById('select-where')?.focus()
  }

  async function saveSelected(): Promise<void> {
    const study = useStudyStore()
    try {
      const { zip } = await engine().request('study.tables', { items: toRaw(selected.items).slice() })
      const name = `${study.summary?.name ?? 'study'} selection`
      download(fileName(name, 'zip'), new Blob([zip.slice()], { type: 'application/zip' }))
    } catch (error) {
      useNoticesStore().fail('The selection could not be exported', error)
    }
  }

  return [
    {
      id: 'export-selection',
      title: 'Export codes and labels of the selection…',
      group: 'Selection',
      enabled: hasSelection,
      run: saveSelected,
    },
    { id: 'select-all', title: 'Select all', group: 'Selection', keys: ['Mod+A'], run: selected.selectAll },
    {
      id: 'select-none',
      title: 'Select nothing',
      group: 'Selection',
      enabled: hasSelection,
      run: selected.clear,
    },
    {
      id: 'select-where',
      title: 'Select by classes and attributes…',
      group: 'Selection',
      keys: ['Mod+F'],
      enabled: hasFields,
      run: selectWhere,
    },
    {
      id: 'invert-selection',
      title: 'Invert the selection',
      group: 'Selection',
      keys: ['I'],
      run: selected.invert,
    },
    {
      id: 'grow-selection',
      title: `Grow the selection by the ${neighboursToGrow} nearest codes of each`,
      group: 'Selection',
      keys: ['G'],
      enabled: hasSelection,
      run: () => selected.grow(neighboursToGrow),
    },
    {
      id: 'isolate-selection',
      title: 'Show the selection alone, or all again',
      group: 'Selection',
      keys: ['H'],
      enabled: () => hasSelection() || selected.isolated !== null,
      run: () => selected.isolate(selected.isolated ? null : selected.items),
    },
    {
      id: 'dim-rest',
      title: 'Dim the rest, or no longer',
      group: 'Selection',
      keys: ['D'],
      run: () => selected.dimRest(!selected.dimsRest),
    },
    {
      id: 'selection-depth',
      title: 'Lasso and box through the cloud, or what is in sight',
      group: 'Selection',
      run: () => selection.reach(selection.depth === 'through' ? 'visible' : 'through'),
    },
    {
      id: 'keep-selection',
      title: 'Keep the selection under the next free name',
      group: 'Selection',
      enabled: hasSelection,
      run: () => selected.keep(selected.freeName),
    },
    ...categories.entries.slice(0, MOST_CLASSES).map(({ code, name }): Command => ({
      id: `select-class-${code}`,
      title: `Select ${name}`,
      group: 'Selection',
      run: () => selected.combineCategory(code, 'replace'),
    })),
  ]
}
