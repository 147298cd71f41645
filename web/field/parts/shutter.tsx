/** How a browser opens the camera: an input behind its label, which a thumb and a screen reader both find. */
export type ShutterProps = { id: string; onFile: (file: Blob) => void };

export function Shutter({ id, onFile }: ShutterProps) {
  return (
    <input
      id={id}
      className="unseen"
      type="file"
      accept="image/*"
      capture="environment"
      onChange={({ target }) => {
        const [file] = target.files ?? [];
        if (file) onFile(file);
        // The same picture chosen again is a change, too.
        target.value = '';
      }}
    />
  );
}
