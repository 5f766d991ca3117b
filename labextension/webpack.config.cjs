module.exports = {
  module: {
    rules: [
      {
        // The style travels as a minified string: style-loader and css-loader weigh more than the style itself.
        test: /\.raw\.css$/,
        use: [{ loader: 'builtin:lightningcss-loader', options: { minify: true } }]
      }
    ]
  },
  target: ['web', 'es2022']
};
