import { start } from './start'

// `npm run cli`: npm runs scripts in the project's folder, and this variable has the user's directory.
await start(process.env.INIT_CWD ?? process.cwd())
