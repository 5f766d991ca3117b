// Node runs TypeScript as it is, but our imports name the .js file that the compiler will make of it.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (name, context, next) => next(name.replace(/^(\..*)\.js$/, '$1.ts'), context)
});
