import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runStep } from './run-step.mjs';
import { SetupError, say } from './say.mjs';

/** How each program is recognised, and what brew calls it. */
const programs = {
  'redis-server': { isThere: () => onPath('redis-server'), brew: ['redis'] },
  chromium: {
    isThere: () =>
      ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'].some(onPath) ||
      ['Chromium', 'Google Chrome'].some((app) => existsSync(`/Applications/${app}.app`)),
    brew: ['--cask', 'chromium'],
  },
  'fonts-noto-cjk': { isThere: () => process.platform === 'darwin' || hasChineseFont('/usr/share/fonts'), brew: [] },
};

/**
 * What apt-get does, as root. policy-rc.d keeps the package's own redis from starting beside ours, and systemd from starting it at the
 * next boot; both only for what we install here.
 */
const APT_SCRIPT = `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 143' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
fi
install() { apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@"; }
ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || apt-get update
install "$@" || { apt-get update && install "$@"; }
case " $* " in *" redis-server "*) if command -v systemctl >/dev/null; then systemctl disable redis-server >/dev/null 2>&1 || true; fi;; esac
`;

/** Installs the system programs that are missing, where the package manager may be used; else throws with the line to run. */
export async function installPrograms(root, wanted) {
  const needed = wanted.filter((name) => !(name === 'redis-server' && hasOwnRedis(root)));
  const missing = needed.filter((name) => !programs[name].isThere());
  if (missing.length === 0) return;
  const way = packageManager(missing);
  if (!way.allowed) throw new SetupError(`missing: ${missing.join(', ')}. Run: ${way.advice}`);
  say(`installing ${missing.join(', ')} (${way.name})`);
  for (const [file, ...args] of way.steps) {
    const { code, output } = await runStep({ what: way.name, file, args });
    if (code !== 0) {
      const end = output.trim().split('\n').slice(-15).join('\n');
      throw new SetupError(`could not install ${missing.join(', ')}; the end of what ${way.name} said:\n${end}\nRun: ${way.advice}`);
    }
  }
  const still = missing.filter((name) => !programs[name].isThere());
  if (still.length > 0) throw new SetupError(`${way.name} has run, but ${still.join(', ')} is still not found. Run: ${way.advice}`);
}

function packageManager(missing) {
  const list = missing.join(' ');
  if (process.platform === 'darwin') {
    const brews = missing.map((name) => programs[name].brew).filter((args) => args.length > 0);
    const advice = brews.map((args) => `brew install ${args.join(' ')}`).join(' && ');
    return { name: 'brew', allowed: onPath('brew'), advice, steps: brews.map((args) => ['brew', 'install', ...args]) };
  }
  if (!onPath('apt-get')) return { allowed: false, advice: `your system's package manager to install ${list}` };
  const root = process.getuid?.() === 0;
  const advice = root ? `apt-get update && apt-get install -y ${list}` : `sudo apt-get update && sudo apt-get install -y ${list}`;
  const sudo = !root && onPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  const step = ['sh', '-c', APT_SCRIPT, 'sh', ...missing];
  return { name: 'apt-get', allowed: root || sudo, advice, steps: [root ? step : ['sudo', '-n', ...step]] };
}

function onPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => folder && existsSync(path.join(folder, program)));
}

function hasChineseFont(folder) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((file) => /cjk|wqy|SourceHan|Noto\w*SC/i.test(String(file)));
}

/** With an address of a Redis in the environment or in .env none is started, so none is needed. */
function hasOwnRedis(root) {
  if (process.env.REDIS_URL) return true;
  const file = path.join(root, '.env');
  return existsSync(file) && /^\s*(export\s+)?REDIS_URL\s*=\s*['"]?[^\s'"#]/m.test(readFileSync(file, 'utf8'));
}
