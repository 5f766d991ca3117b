/** A style sheet as text. */
declare module '*.raw.css' {
  const text: string;
  export default text;
}
