import { honoApp } from "./hono_app.ts";
import { serveBench } from "./serve_bench.ts";

serveBench((request) => honoApp.fetch(request));
