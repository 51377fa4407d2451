// Where the words of a job lie, in bytes. `../layout.ts` lists them and `../job.ts` writes them; nothing is allocated
// here, and what outlives a call is kept in the memory, so that every thread may scan every row.

/** Rows that are scanned, and columns that they are scanned against. */
export const ROWS: usize = 0
export const COLUMNS: usize = 4
export const DIMENSION: usize = 8
/** SQUARED, MANHATTAN, EUCLIDEAN or TABLE. */
export const KIND: usize = 12
/** Blocks of eight columns, and how many of them share a minimum of each lane. */
export const BLOCKS: usize = 16
export const CHUNK: usize = 20
/** LIST, LEAST or CERTIFY. */
export const TASK: usize = 24
/** Rows to work on (a list of them), how many, and the counter threads take pieces from. */
export const PENDING: usize = 28
export const PENDING_COUNT: usize = 32
export const NEXT: usize = 36
/** Free rows in a ring: their places, the first one's place, how many. */
export const QUEUE: usize = 40
export const QUEUE_HEAD: usize = 44
export const QUEUE_COUNT: usize = 48

// Points or costs.
/** f64 [rows][even d] and [columns][even d]; the table f64 [rows][columns] in the place of the first. */
export const A: usize = 52
export const B: usize = 56
/** f32 [rows][d], and f32 [block][coordinate][8 columns]. */
export const QUERIES: usize = 60
export const PLANES: usize = 64
/** f32 [blocks · 8]: what each column adds to a score, Infinity where padded. */
export const BIAS: usize = 68
/** f64 a column: its bias is base − v, less RELATIVE of itself. */
export const BASE: usize = 72
/** f64 a row: score + offset never exceeds cost − v. */
export const OFFSET: usize = 76

// The state of the solution.
/** f64 a column, and f64 a row. */
export const V: usize = 80
export const U: usize = 84
/** f64 a row: no unlisted column has a smaller cost − v. Stays true, since v only falls. */
export const BOUND: usize = 88
/** Listed columns a row; i32 and f64 [rows][CAPACITY]. */
export const COUNT: usize = 92
export const LISTED: usize = 96
export const COSTS: usize = 100
/** i32: the row of each column, the column of each row, −1 where free; f64: the cost of each row's own arc. */
export const ROW_OF: usize = 104
export const COLUMN_OF: usize = 108
export const OWN: usize = 112

// The search for a shortest path.
/** f64 a column: its distance, Infinity where not reached. */
export const DISTANCE: usize = 116
/** i32 a column: the row it was reached from. */
export const FROM: usize = 120
/** i32 a row: the search that last renewed its list. */
export const RENEWED: usize = 124
/** Keys f64, entries i32, places i32 of a heap over columns and, behind them, rows. */
export const HEAP_KEYS: usize = 128
export const HEAP_IDS: usize = 132
export const HEAP_PLACES: usize = 136
export const HEAP_SIZE: usize = 140
/** Columns reached in this search, in order of being reached. */
export const REACHED: usize = 144
export const REACHED_COUNT: usize = 148
/** Number of the search. */
export const SEARCH: usize = 152

/** A thread's room: scores and minima of four rows, the smallest minima. */
export const SCRATCH: usize = 156
export const SCRATCH_STRIDE: usize = 160
/** Scores a row, and minima a row. */
export const SCORES: usize = 164
export const MINIMA: usize = 168

/** f64: what a bid adds beyond the second best. */
export const EPSILON: usize = 176
/** f64: share of a bias that covers its rounding in the sums that start from it. */
export const RELATIVE: usize = 184
/** f64: results of a search: the distance of the free column that was found, and the column (i32). */
export const FOUND: usize = 192
export const FOUND_COLUMN: usize = 200

export const SQUARED: i32 = 0
export const MANHATTAN: i32 = 1
export const EUCLIDEAN: i32 = 2
export const TABLE: i32 = 3

export const LIST: i32 = 0
export const LEAST: i32 = 1
export const CERTIFY: i32 = 2

/** Columns a row keeps in its list, at most, and those it is meant to have after a scan. */
export const CAPACITY: i32 = 32
export const KEEP: i32 = 16

export function word(job: usize, offset: usize): i32 {
  return load<i32>(job + offset)
}

export function address(job: usize, offset: usize): usize {
  return <usize>load<u32>(job + offset)
}

export function at(base: usize, index: i32, shift: usize): usize {
  return base + ((<usize>index) << shift)
}

/** Sets a column's dual and the bias that follows from it. */
export function setDual(job: usize, column: i32, v: f64): void {
  store<f64>(at(address(job, V), column, 3), v)
  const bias = load<f64>(at(address(job, BASE), column, 3)) - v
  store<f32>(at(address(job, BIAS), column, 2), <f32>(bias - load<f64>(job + RELATIVE) * abs(bias)))
}
