"""What of the panel lies outside of its edges, by a function for `evaluate` on the panel's body."""

SPILLS = """body => {
  const edge = body.getBoundingClientRect();
  return [...body.querySelectorAll('*')]
    .filter(node => node.checkVisibility() && !node.matches('.kfcheck-spoken'))
    .filter(node => { const box = node.getBoundingClientRect();
                      return box.width && (box.left < edge.left - 1 || box.right > edge.right + 1); })
    .map(node => node.outerHTML.slice(0, 200));
}"""
