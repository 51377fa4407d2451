import * as v from 'valibot'
import { settingsChange } from './settings'

const name = v.pipe(v.string(), v.maxLength(1000))
const nothing = v.strictTuple([])

/** What the window may ask of the main process, with the shape of each question's arguments. */
export const questions = {
  connectEngine: nothing,
  chooseFolderOfPictures: nothing,
  chooseDataFile: nothing,
  choosePicture: nothing,
  chooseNet: nothing,
  chooseStudy: nothing,
  chooseSavePlace: v.strictTuple([name]),
  /** The preload turns a dropped File into its path; a File made by a script has none. */
  grantDropped: v.strictTuple([v.pipe(v.string(), v.minLength(1), v.maxLength(32_767))]),
  grantRecent: v.strictTuple([name]),
  recentStudies: nothing,
  forgetRecent: v.strictTuple([name]),
  settings: nothing,
  changeSettings: v.strictTuple([settingsChange]),
  describeWindow: v.strictTuple([
    v.strictObject({ title: v.pipe(v.string(), v.maxLength(300)), edited: v.boolean() }),
  ]),
  revealStudy: nothing,
} as const

export type Question = keyof typeof questions
export type ArgumentsOf<Q extends Question> = v.InferOutput<(typeof questions)[Q]>
