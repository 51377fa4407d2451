/** Where the engine finds what it may not guess. */
export interface EnginePlaces {
  /** Samples, recipes, kernels: read only. */
  readonly resources: string
  /** The person's data folder: caches, checkpoints, unsaved studies. */
  readonly home: string
  /** What set-up found of TensorFlow, a JSON file. */
  readonly backendFile: string
}

/** Variables a Node process with TensorFlow needs of its surroundings. Anything else may be a secret and stays out. */
const passedOn =
  /^(PATH|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|WINDIR|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|LD_LIBRARY_PATH|DYLD_\w+|CUDA_\w+|NVIDIA_\w+|XLA_\w+|TF_\w+|OMP_\w+|BRENIER_\w+)$/i

/** The engine's environment: an allowed list of the surroundings plus the product's places. */
export function engineEnvironment(
  surroundings: Readonly<Record<string, string | undefined>>,
  places: EnginePlaces,
): Record<string, string> {
  const kept: Record<string, string> = { TF_CPP_MIN_LOG_LEVEL: '2' }
  for (const [name, value] of Object.entries(surroundings)) {
    if (value !== undefined && passedOn.test(name)) kept[name] = value
  }
  return {
    ...kept,
    BRENIER_RESOURCES: places.resources,
    BRENIER_HOME: places.home,
    BRENIER_BACKEND_FILE: places.backendFile,
  }
}
