import "@std/assert";
import "@std/http/status";
