/** Whether there is a display to draw on, and which flags Electron needs on this machine. */

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 */
export function hasDisplay(platform, env) {
  return platform !== 'linux' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY)
}

/** Chromium's sandbox refuses to run as root on Linux. */
export function runsAsRoot(platform = process.platform, user = process.getuid?.()) {
  return platform === 'linux' && user === 0
}
