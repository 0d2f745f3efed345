// A site that is opened from a folder: no server says which file stands for a folder.

const onDisk = location.protocol === 'file:';

if (onDisk) {
  for (const link of findAll('a[href]')) {
    // Of a relative address the path, when that ends in a slash; links in figures as well.
    const href = link.getAttribute('href').replace(/^[^:?#]*\/(?=[?#]|$)/, '$&index.html');
    link.setAttribute('href', href);
  }
  // The page of an old address would lead to a folder.
  if (find('meta[http-equiv=refresh]')) location.replace(find('.standfirst a').href);
}
