import { routes } from "./routes.js";
document.title = `Latchkey (${routes.length})`;
