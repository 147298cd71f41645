/** One file from the disk, by button or dropped; named with its size before anything is sent. */
import { UploadOutlined } from '@ant-design/icons';
import { useId, useState } from 'react';
import { useWords } from '#web/kit/words.tsx';

const sizeWords = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

export function FileChoice({
  label,
  accept,
  file,
  onFile,
}: {
  label: string;
  accept: string;
  file: File | null;
  onFile: (file: File) => void;
}) {
  const { say } = useWords();
  const id = useId();
  const [over, setOver] = useState(false);
  return (
    <div
      className={over ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer.files[0];
        if (dropped) onFile(dropped);
      }}
    >
      <input
        id={id}
        type="file"
        accept={accept}
        className="sr-only"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) onFile(chosen);
        }}
      />
      <label htmlFor={id} className="taker-button">
        <UploadOutlined aria-hidden /> {label}
      </label>
      <p className="hint">{file ? `${file.name} · ${sizeWords(file.size)}` : say('desk.import.drop')}</p>
    </div>
  );
}
