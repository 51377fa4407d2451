import { describe, expect, it } from 'vitest'
import { UndoStack } from './undo-stack'

/** A value that is edited, with its history. */
function edited(limit: number) {
  const stack = new UndoStack<number>(limit)
  let present = 0
  return {
    stack,
    edit(value: number) {
      stack.remember(present)
      present = value
    },
    undo() {
      present = stack.undo(present) ?? present
      return present
    },
    redo() {
      present = stack.redo(present) ?? present
      return present
    },
  }
}

describe('UndoStack', () => {
  it('goes back through every state and forward again to the newest', () => {
    const value = edited(100)
    for (let k = 1; k <= 5; k++) value.edit(k)
    expect([1, 2, 3, 4, 5, 6].map(() => value.undo())).toEqual([4, 3, 2, 1, 0, 0])
    expect([1, 2, 3, 4, 5, 6].map(() => value.redo())).toEqual([1, 2, 3, 4, 5, 5])
  })

  it('keeps as many states as its limit and drops the oldest', () => {
    const value = edited(100)
    for (let k = 1; k <= 150; k++) value.edit(k)
    expect(value.stack.undoable).toBe(100)
    for (let k = 0; k < 200; k++) value.undo()
    expect(value.undo()).toBe(50)
  })

  it('forgets what was undone once something new is done', () => {
    const value = edited(100)
    value.edit(1)
    value.edit(2)
    value.undo()
    value.edit(3)
    expect(value.redo()).toBe(3)
    expect(value.undo()).toBe(1)
  })
})
