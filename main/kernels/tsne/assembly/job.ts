// Where the words of a job lie, in bytes. `../memory.ts` writes them; nothing is allocated here, and no state is
// kept outside the shared memory, so that every thread may run every piece.

/** Number of points. */
export const N: usize = 0
/** Groups of 16 slots; slots beyond the points are padding. */
export const GROUPS: usize = 4
/** Nodes of the tree: 4 · groups − 1. */
export const NODES: usize = 8
/** 1 or 2 degrees of freedom. */
export const FREEDOM: usize = 12
export const THETA: usize = 16
/** Bits: REBUILD, MEASURE, STILL. */
export const FLAGS: usize = 20
export const EXAGGERATION: usize = 24
export const MOMENTUM: usize = 28
export const LEARNING_RATE: usize = 32
/** Longest step along one axis, in the unit of the positions. */
export const LONGEST: usize = 36
/** Entries of one group's list of cells. */
export const CAPACITY: usize = 40
/** Rows of one piece of the attraction. */
export const PIECE_ROWS: usize = 44

// Pointers. "quad" is four floats, 16 bytes.
/** Quad a point: x, y, z, 0. Read in this iteration. */
export const POSITIONS: usize = 48
/** Quad a point, written in this iteration. */
export const MOVED: usize = 52
export const VELOCITY: usize = 56
export const GAINS: usize = 60
/** Point of each slot, and slot of each point. */
export const ORDER: usize = 64
export const SLOT: usize = 68
/** Quad a slot: the position of its point; padding lies at 1e18. */
export const SORTED: usize = 72
/** Quad a slot: Σ t w Δ and Σ w. */
export const REPULSION: usize = 76
/** Quad a node: centroid, number of points. */
export const CENTRE: usize = 80
/** Quad a node: lower corner, squared longest side. */
export const LOW: usize = 84
/** Quad a node: upper corner, 0. */
export const HIGH: usize = 88
/** Four words a node: node after its subtree, first slot, number of points, 0. Fixed by n. */
export const LINKS: usize = 92
/** Node of each group. */
export const GROUP_NODE: usize = 96
/** Two words a group: far cells, near leaves; far is OVERFLOWN where the list did not fit. */
export const LIST_COUNTS: usize = 100
/** `CAPACITY` words a group: far cells from the front, near leaves from the back, as byte offsets. */
export const LISTS: usize = 104
/** Two counts and a list of 2 · nodes words a thread, for groups whose list did not fit. */
export const SCRATCH: usize = 108
/** First entry of each row; rows are padded to a multiple of four entries. */
export const ROW_START: usize = 112
/** Byte offset of the neighbour's quad, and its probability. */
export const COLUMNS: usize = 116
export const VALUES: usize = 120
/** One f64 a piece of the attraction: Σ p log(1 + d²). */
export const LOGS: usize = 124
/** f64: Z of this iteration. */
export const Z: usize = 128
/** Pieces, next piece and finished pieces of each phase, three words a phase. */
/** 1.0: a constant that the compiler does not know stays in a register instead of being made anew in each loop. */
export const ONE: usize = 136
export const PHASES: usize = 144
export const PHASE_BYTES: usize = 12

export const REBUILD: i32 = 1
export const MEASURE: i32 = 2
/** Leave the gradient in MOVED instead of moving. */
export const STILL: i32 = 4

export const OVERFLOWN: i32 = -1
export const GROUP: i32 = 16
export const LEAF: i32 = 8
/** Groups of one piece of the repulsion. */
export const PIECE_GROUPS: i32 = 4

export function word(job: usize, offset: usize): i32 {
  return load<i32>(job + offset)
}

export function address(job: usize, offset: usize): usize {
  return <usize>load<u32>(job + offset)
}

export function at(base: usize, index: i32, shift: usize): usize {
  return base + ((<usize>index) << shift)
}
